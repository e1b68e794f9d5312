import openapiTS, { astToString } from 'openapi-typescript'

/** Returns the TypeScript types that openapi-typescript makes of an OpenAPI document. */
export async function typesOf(document: string): Promise<string> {
  return astToString(await openapiTS(document))
}
