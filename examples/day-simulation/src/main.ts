import { simulate } from './simulate'

const { stdout, stderr, env } = process

// A reader such as `head` may close the pipe early.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await simulate(process.argv.slice(2), {
  out: stdout,
  err: stderr,
  // npm runs scripts in the package's folder; file names are relative to where the user typed the command.
  folder: env.INIT_CWD ?? process.cwd(),
  key: env.OPD_KEY || undefined,
  isColoured: stdout.isTTY === true && env.NO_COLOR === undefined && env.TERM !== 'dumb',
})
