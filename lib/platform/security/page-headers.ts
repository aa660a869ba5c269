/** Headers in which the middleware hands facts on to pages. It strips what clients send under these names. */

/** Everything under this prefix is ours: clients cannot speak it. */
export const INTERNAL_PREFIX = 'x-halfsecond-';
/** Path and query of the page that was asked for, so that signing in can lead back to it. */
export const PAGE_PATH_HEADER = 'x-halfsecond-page-path';
