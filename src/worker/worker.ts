/*
 * The worker's entry: one machine, offered to the page through comlink.
 */
import * as comlink from 'comlink';
import { WorkerMachineService } from './machine_service.ts';

comlink.expose(new WorkerMachineService());
