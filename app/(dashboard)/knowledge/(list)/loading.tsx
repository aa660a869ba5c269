import { LoadingList } from '@/components/knowledge/loading-list';

export default function KnowledgeLoading() {
  return <LoadingList title="Knowledge" tab="sources" filters rows={12} />;
}
