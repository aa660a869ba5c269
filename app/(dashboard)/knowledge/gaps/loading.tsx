import { LoadingList } from '@/components/knowledge/loading-list';

export default function GapsLoading() {
  return <LoadingList title="Content gaps" tab="gaps" rows={6} />;
}
