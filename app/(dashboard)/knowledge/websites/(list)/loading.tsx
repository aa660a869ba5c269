import { LoadingList } from '@/components/knowledge/loading-list';

export default function WebsitesLoading() {
  return <LoadingList title="Knowledge" tab="websites" rows={4} />;
}
