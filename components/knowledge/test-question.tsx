import Form from 'next/form';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/field';

/** Asks the knowledge a question; the question stands in the URL. */
export function TestQuestion({ ask }: { ask: string }) {
  return (
    <Form action="/knowledge" className="flex gap-2" scroll={false}>
      <label htmlFor="test-question" className="sr-only">
        Test question
      </label>
      <Input
        id="test-question"
        key={ask}
        name="ask"
        dir="auto"
        required
        maxLength={1000}
        defaultValue={ask}
        placeholder="How long do returns take?"
        autoComplete="off"
      />
      <Button type="submit">Ask</Button>
    </Form>
  );
}
