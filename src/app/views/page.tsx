/*
 * The page: the machine bar on top, the system (its components and incidents), and
 * the console. On a screen of a hand the system is one of the console's tabs.
 */
import { narrow } from '../media.ts';
import type { PageStore } from '../page_store.ts';
import { ConsolePanel } from './console_panel.tsx';
import { MachineBar } from './machine_bar.tsx';
import { SystemPanels } from './system_panels.tsx';

export function Page({ store }: { store: PageStore }) {
	return (
		<>
			<MachineBar store={store} />
			<main class="workbench">
				{!narrow.value && (
					<aside class="system" aria-label="System">
						<SystemPanels store={store} />
					</aside>
				)}
				<ConsolePanel store={store} />
			</main>
			<p class="visually-hidden" role="status">
				{store.announcement.value}
			</p>
			<p class="visually-hidden" role="status" aria-label="Defects and recoveries">
				{store.recoveryNews.value}
			</p>
		</>
	);
}
