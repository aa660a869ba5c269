import 'server-only';
import { pageContext } from '@/lib/companies/loaders';
import { listFailedWork } from './data';

/** The follow-up work that failed for good, for the settings page. Admins only. */
export async function loadFailedWork() {
  return listFailedWork(await pageContext('admin'));
}
