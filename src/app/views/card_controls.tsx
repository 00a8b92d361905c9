/*
 * What can be done to one network card: its cable pulled and plugged in again, its
 * figures kept.
 */
import { useMemo } from 'preact/hooks';
import { driverOf, type Network } from '../network_model.ts';
import type { PageStore } from '../page_store.ts';

interface ControlsProps {
	store: PageStore;
	network: Network;
	onSave(): void;
}

export function CardControls({ store, network, onSave }: ControlsProps) {
	const { nic, isLinkUp } = network;
	const power = useMemo(() => store.select((model) => model.power), [store]).value;
	const isLive = power === 'running' || power === 'paused';
	return (
		<div class="card-controls">
			<h3 class="mono">{driverOf(nic)}</h3>
			<button
				type="button"
				class="switch"
				role="switch"
				aria-checked={isLinkUp}
				aria-label={`Cable of ${nic}`}
				disabled={!isLive || store.busy.value}
				title={isLinkUp ? 'Pulls the cable out' : 'Plugs the cable in'}
				onClick={() => void store.setLink(nic, !isLinkUp)}
			>
				<i />
				{isLinkUp ? 'cable plugged in' : 'cable pulled out'}
			</button>
			<button
				type="button"
				class="button small"
				title="Saves the seconds shown as a table of comma-separated values"
				onClick={onSave}
			>
				CSV
			</button>
		</div>
	);
}
