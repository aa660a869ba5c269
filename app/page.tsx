import { redirect } from 'next/navigation';

export default function Home() {
  // The inbox's gate sends whoever is not signed in to the sign-in page.
  redirect('/inbox');
}
