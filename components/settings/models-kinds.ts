/** The providers as people know them, and what the form asks for each. */
export const KINDS = [
  { kind: 'openai', name: 'OpenAI', model: 'gpt-4.1-mini', key: 'API key' },
  { kind: 'azure', name: 'Azure OpenAI', model: 'Name of your deployment', key: 'API key' },
  { kind: 'bedrock', name: 'Amazon Bedrock', model: 'eu.amazon.nova-lite-v1:0', key: 'Bedrock API key' },
  { kind: 'ollama', name: 'Ollama', model: 'llama3.2', key: 'Key, if it needs one' },
  {
    kind: 'compatible',
    name: 'OpenAI-compatible server',
    model: 'Name of the model',
    key: 'Key, if it needs one',
  },
] as const;

export type Kind = (typeof KINDS)[number]['kind'];

/** An address of each kind that is called by its address, to show what is meant. */
export const ADDRESS_EXAMPLES: Partial<Record<Kind, string>> = {
  azure: 'https://your-resource.openai.azure.com',
  ollama: 'https://ollama.example.com',
  compatible: 'https://models.example.com/v1',
};

export const providerName = (kind: string): string => KINDS.find((each) => each.kind === kind)?.name ?? kind;
