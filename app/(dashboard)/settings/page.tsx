import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { ApiKeys } from '@/components/settings/api-keys';
import { AssistantForm } from '@/components/settings/assistant-form';
import { FailedWork } from '@/components/settings/failed-work';
import { LimitForm } from '@/components/settings/limit-form';
import { Models } from '@/components/settings/models';
import { SettingsSection } from '@/components/settings/settings-section';
import { TeamTable } from '@/components/settings/team-table';
import { WidgetKeys } from '@/components/settings/widget-keys';
import * as actions from '@/lib/companies/actions';
import { loadSettings } from '@/lib/companies/loaders';
import * as modelActions from '@/lib/models/actions';
import { loadModelSettings } from '@/lib/models/loaders';
import { discardFailedWork, retryFailedWork } from '@/lib/work/actions';
import { loadFailedWork } from '@/lib/work/loaders';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const [{ settings, widgetKeys, apiKeys, members, usage }, models, failed] = await Promise.all([
    loadSettings(),
    loadModelSettings(),
    loadFailedWork(),
  ]);
  const incoming = await headers();
  const address = `${incoming.get('x-forwarded-proto') ?? 'http'}://${incoming.get('host')}`;
  return (
    <div className="mx-auto max-w-[980px] px-5 pt-6 pb-16 md:px-8">
      <h1>Settings</h1>
      <p className="mt-0.5 text-ink-2">{settings.name}</p>
      <SettingsSection id="assistant" title="Assistant" description="How it introduces itself and how it answers.">
        <AssistantForm settings={settings} action={actions.saveAssistant} />
      </SettingsSection>
      <SettingsSection
        id="models"
        title="Models"
        description="Who writes the answers. Each is asked when the ones above it cannot answer."
      >
        <Models settings={models} save={modelActions.saveProvider} remove={modelActions.removeProvider} />
      </SettingsSection>
      <SettingsSection
        id="widget"
        title="Widget"
        description="Paste the code before the end of the body on every page of your website."
      >
        <WidgetKeys address={address} keys={widgetKeys} save={actions.saveWidgetKey} revoke={actions.revokeWidgetKey} />
      </SettingsSection>
      <SettingsSection id="limit" title="Requests" description="How many requests an hour your company lets through.">
        <LimitForm settings={settings} usage={usage} action={actions.saveHourlyLimit} />
      </SettingsSection>
      <SettingsSection
        id="api-keys"
        title="API keys"
        description="For your own servers. A key can ask in any visitor's name, so keep it out of web pages."
      >
        <ApiKeys keys={apiKeys} make={actions.makeApiKey} revoke={actions.revokeApiKey} />
      </SettingsSection>
      <SettingsSection
        id="team"
        title="Team"
        description="Agents answer visitors. Admins also see figures and settings."
      >
        <TeamTable members={members} />
      </SettingsSection>
      <SettingsSection
        id="work"
        title="Follow-up work"
        description="What is done after an answer. Work that failed each time it was tried waits here for you."
      >
        <FailedWork {...failed} now={Date.now()} retry={retryFailedWork} discard={discardFailedWork} />
      </SettingsSection>
    </div>
  );
}
