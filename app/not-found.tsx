import { MissingState } from '@/components/ui/missing-state';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main>
      <MissingState />
    </main>
  );
}
