// It lives in the example, because a copy of that folder has to run its tests without the rest of the repository.
export { until } from '../../examples/express-server/test/until'
