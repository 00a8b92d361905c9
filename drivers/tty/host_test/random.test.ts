import { describeRandomStreams } from './fuzz.test-support.ts';

describeRandomStreams(1_000);
