import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CompanyId } from '@/lib/companies/schema';
import { namedCache } from '@/lib/platform/cache/named-cache';
import * as group from './group';
import { rememberedGroups } from './remembered';

const shop = 'shop' as CompanyId;
const asked = (...texts: string[]) => texts.map((text, at) => ({ text, language: null, id: `${text} ${at}` }));
const NORWAY = ['Do you ship to Norway?', 'Is paypal possible?', 'ship to norway'];

beforeEach(() => {
  vi.restoreAllMocks();
  namedCache('question-groups').invalidateCompany(shop);
});

describe('remembered groups', () => {
  it('are those of the questions, with the questions of today in them', async () => {
    const before = await rememberedGroups(shop)(asked(...NORWAY));
    const now = asked(...NORWAY).map((question) => ({ ...question, id: `new ${question.id}` }));
    const again = await rememberedGroups(shop)(now);
    expect(again.map((of) => of.map(({ id }) => id))).toEqual(before.map((of) => of.map(({ id }) => `new ${id}`)));
    expect(again.map((of) => of.map(({ text }) => text).sort())).toEqual([
      ['Do you ship to Norway?', 'ship to norway'],
      ['Is paypal possible?'],
    ]);
  });

  it('are worked out once for the same questions, also when several look at once', async () => {
    const grouping = vi.spyOn(group, 'groupQuestions');
    await Promise.all([rememberedGroups(shop)(asked(...NORWAY)), rememberedGroups(shop)(asked(...NORWAY))]);
    await rememberedGroups(shop)(asked(...NORWAY));
    expect(grouping).toHaveBeenCalledTimes(1);
    await rememberedGroups(shop)(asked(...NORWAY, 'Can dogs come in?'));
    await rememberedGroups('other' as CompanyId)(asked(...NORWAY));
    expect(grouping).toHaveBeenCalledTimes(3);
  });
});
