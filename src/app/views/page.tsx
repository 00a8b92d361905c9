/*
 * The page: the machine bar on top, the system (its components and incidents), the
 * console, and the network below it. Where there is no room beside the console,
 * network and system are tabs of it.
 */
import { narrow, roomy } from '../media.ts';
import type { PageStore } from '../page_store.ts';
import { ConsolePanel } from './console_panel.tsx';
import { MachineBar } from './machine_bar.tsx';
import { NetworkPanel } from './network_panel.tsx';
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
				<div class="bench">
					<ConsolePanel store={store} />
					{roomy.value && <NetworkPanel store={store} />}
				</div>
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
