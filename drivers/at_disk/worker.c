/* See worker.h. */
#include "worker.h"

#include <libsys/panic.h>
#include <libsys/thread.h>

#include "dma.h"
#include "drives.h"
#include "transfer.h"

struct job {
	struct block_call *call; /* NULL: none */
	struct transfer transfer;
};

static struct block_call *first; /* the queue, chained through call->next */
static struct block_call **last = &first;
static int working;

static struct block_call *
dequeue(void)
{
	struct block_call *call = first;

	if (call != NULL) {
		first = call->next;
		if (first == NULL)
			last = &first;
	}
	return call;
}

/* Takes the next call whose data can be had; its job is ready to begin. */
static struct job
next_job(u32 buffer)
{
	struct job job = {0};
	s32 error;

	while ((job.call = dequeue()) != NULL) {
		const struct block_call *call = job.call;

		job.transfer = (struct transfer){
			.drive = call->unit,
			.identity = drives_identity(call->unit),
			.sector = call->sector,
			.bytes = call->bytes,
			.buffer = buffer,
			.write = call->write != 0,
		};
		if (!call->write)
			return job;
		error = block_take(call, 0, dma_buffer(buffer), call->bytes);
		if (error == 0)
			return job;
		block_done(job.call, error);
	}
	return job;
}

static s32
flush(const struct job *job)
{
	struct transfer transfer = {
		.drive = job->transfer.drive,
		.identity = job->transfer.identity,
	};

	transfer_begin(&transfer);
	return transfer_end(&transfer);
}

/* Waits until the drive has done its part of the job. */
static s32
end_job(struct job *job)
{
	s32 status = transfer_end(&job->transfer);

	if (status == 0 && job->call->write && job->call->flags & BLOCK_FORCE)
		status = flush(job);
	return status;
}

static void
answer(const struct job *job, s32 status)
{
	struct block_call *call = job->call;

	if (status == 0 && call->bytes > 0 && !call->write)
		status = block_put(call, 0, dma_buffer(job->transfer.buffer), call->bytes);
	block_done(call, status);
}

static u32
other_buffer(const struct job *job)
{
	return (job->transfer.buffer + 1) % BUFFERS;
}

static void
begin_job(struct job *job)
{
	if (job->call != NULL)
		transfer_begin(&job->transfer);
}

/*
 * The data of the next job is fetched, and that of the last one delivered, while
 * the drive works. More calls can come only while end_job waits.
 */
static void
work(void *unused)
{
	struct job job = next_job(0);
	s32 status;

	(void)unused;
	begin_job(&job);
	while (job.call != NULL) {
		struct job next = next_job(other_buffer(&job));

		status = end_job(&job);
		if (next.call == NULL)
			next = next_job(other_buffer(&job));
		begin_job(&next);
		answer(&job, status);
		job = next;
	}
	working = 0;
}

void
worker_take(struct block_call *call)
{
	call->next = NULL;
	*last = call;
	last = &call->next;
	if (working)
		return;
	working = 1;
	if (thread_create(work, NULL) == NULL)
		panic("at_disk: there is no thread for the worker");
}
