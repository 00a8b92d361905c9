/* The system at a glance: its components, and what has happened to them. */
import type { PageStore } from '../page_store.ts';
import { ComponentsPanel } from './components_panel.tsx';
import { IncidentsPanel } from './incidents_panel.tsx';

export function SystemPanels({ store }: { store: PageStore }) {
	return (
		<>
			<ComponentsPanel store={store} />
			<IncidentsPanel store={store} />
		</>
	);
}
