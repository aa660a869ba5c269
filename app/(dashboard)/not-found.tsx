export { MissingState as default } from '@/components/ui/missing-state';
