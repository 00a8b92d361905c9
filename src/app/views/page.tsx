/*
 * The page: the machine bar on top, the console, and beside it (where there is
 * room) the events.
 */
import { wide } from '../media.ts';
import type { PageStore } from '../page_store.ts';
import { ConsolePanel } from './console_panel.tsx';
import { EventsPanel } from './events_panel.tsx';
import { MachineBar } from './machine_bar.tsx';

export function Page({ store }: { store: PageStore }) {
	return (
		<>
			<MachineBar store={store} />
			<main class="workbench">
				{wide.value && (
					<aside class="panel side-panel" aria-labelledby="events-heading">
						<div class="panel-head">
							<h2 id="events-heading">Events</h2>
						</div>
						<EventsPanel store={store} />
					</aside>
				)}
				<ConsolePanel store={store} />
			</main>
			<p class="visually-hidden" role="status">
				{store.announcement.value}
			</p>
		</>
	);
}
