'use client';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { formatAgo } from '@/components/ui/format';
import type { FormState } from '@/lib/companies/schema';
import type { ModelSettings, Place, ShownFault, StoredProvider } from '@/lib/models/schema';
import { ModelsDialog } from './models-form';
import { providerName } from './models-kinds';

type Action = (state: FormState, form: FormData) => Promise<FormState>;
type Props = { settings: ModelSettings; save: Action; remove: Action };

const PLACES: Record<Place, { title: string; add: string }> = {
  main: { title: 'First', add: 'Use your own provider' },
  second: { title: 'If it fails', add: 'Add a second provider' },
};

/** Who is asked for an answer, in their order. The last row cannot be changed: it is why a visitor never waits in vain. */
export function Models({ settings, save, remove }: Props) {
  return (
    <ol className="overflow-hidden rounded-card border border-line bg-surface">
      {(['main', 'second'] as const).map((place) => (
        <PlaceRow key={place} place={place} settings={settings} save={save} remove={remove} />
      ))}
      <Row title="Always" name="Built-in model">
        Quotes your knowledge without any provider, or says that it is not sure.
      </Row>
    </ol>
  );
}

function PlaceRow({ place, settings, save, remove }: Props & { place: Place }) {
  const own = settings.own[place];
  const { title, add } = PLACES[place];
  if (own) {
    const name = providerName(own.kind);
    return (
      <Row
        title={title}
        name={`${name}, ${own.mainModel}`}
        actions={
          <>
            <ModelsDialog place={place} stored={own} action={save}>
              <Button size="sm" aria-label={`Edit ${name}`}>
                Edit
              </Button>
            </ModelsDialog>
            <ConfirmDialog
              trigger={
                <Button size="sm" variant="danger" aria-label={`Remove ${name}`}>
                  Remove
                </Button>
              }
              title={`Remove ${name}?`}
              description="Its key is deleted, and its models are asked no more within seconds."
              action={remove}
              field={{ name: 'place', value: place }}
              confirm={{ label: 'Remove', pending: 'Removing' }}
            />
          </>
        }
      >
        {detailsOf(own)}
        <FaultLine place={place} settings={settings} />
      </Row>
    );
  }
  const { name, details } = inherited(place, settings);
  return (
    <Row
      title={title}
      name={name}
      actions={
        <ModelsDialog place={place} stored={null} action={save}>
          <Button size="sm">{add}</Button>
        </ModelsDialog>
      }
    >
      {details}
      <FaultLine place={place} settings={settings} />
    </Row>
  );
}

const FAULTS: Record<ShownFault['name'], string> = {
  refused: 'Last call refused',
  late: 'Last call got no answer in time',
  unreachable: 'Last call reached no server',
  failed: 'Last call failed',
};

/** That a provider did not answer when it was last asked, and who answers instead. */
function FaultLine({
  place,
  settings: { own, installation, faults, readAt },
}: {
  place: Place;
  settings: ModelSettings;
}) {
  const fault = faults[place];
  if (!fault) return null;
  const ago = formatAgo(new Date(fault.at), new Date(readAt));
  const followed = place === 'main' && (own.second ?? (own.main ? null : installation.second)) !== null;
  return (
    <span className="block text-warn">
      {FAULTS[fault.name]}
      {fault.status === null ? '' : ` (${fault.status})`}
      {ago === 'now' ? ' just now' : ` ${ago} ago`}.{' '}
      {place === 'main'
        ? `Answers come from the ${followed ? 'second provider' : 'built-in model'} until this works.`
        : null}
    </span>
  );
}

function detailsOf({ lightModel, baseUrl, region, keyEnd }: StoredProvider): string {
  const parts = [
    lightModel && `${lightModel} for small talk`,
    baseUrl ? new URL(baseUrl).host : region,
    keyEnd && `key ending in ${keyEnd}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** What stands at a place where the company set nothing. */
function inherited(place: Place, { own, installation }: ModelSettings): { name: string; details: string } {
  const { provider, main, second } = installation;
  if (place === 'main') {
    return provider === 'halfsecond'
      ? { name: 'Nobody', details: 'This installation has no provider. The built-in model answers.' }
      : { name: `${providerName(provider)}, ${main}`, details: 'Provided by this installation.' };
  }
  // Whoever brought their own provider does not fall back on the installation's.
  return second && !own.main
    ? { name: `${providerName(second.provider)}, ${second.main}`, details: 'Provided by this installation.' }
    : { name: 'Nobody', details: 'The built-in model answers while the first provider is down.' };
}

type RowProps = { title: string; name: string; actions?: ReactNode; children?: ReactNode };

function Row({ title, name, actions, children }: RowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-3 py-2.5 last:border-b-0">
      <span className="w-20 text-[13px] text-ink-3">{title}</span>
      <div className="min-w-0 flex-1 basis-56">
        <p className="break-words font-medium">{name}</p>
        <p className="break-words text-[13px] text-ink-3">{children}</p>
      </div>
      {actions ? <div className="flex gap-1.5">{actions}</div> : null}
    </li>
  );
}
