import { DEMO_WIDGET_KEY } from '@/lib/companies/demo';
import { demoPage } from './page-html';

export const dynamic = 'force-static';

/**
 * A page of somebody else's website with the widget on it: plain HTML with its own style sheet, nothing of the
 * dashboard. It carries the script tag as a customer would paste it.
 */
export const GET = (): Response =>
  new Response(demoPage(DEMO_WIDGET_KEY), { headers: { 'content-type': 'text/html; charset=utf-8' } });
