/*
 * See worker.h. Requests are served in the order in which they came as far as there are
 * threads, and those that exclude one another wait for those before them, which have
 * threads already.
 */
#include "worker.h"

#include <libsys/panic.h>
#include <libsys/thread.h>

#include "volume.h"

struct job {
	struct block_call *call;
	struct volume *volume; /* NULL: to be opened */
	struct order order;
	struct job *next; /* in the queue, or among those not in use */
};

struct buffer {
	u8 bytes[BLOCK_TRANSFER_MAX];
	struct buffer *next; /* not in use */
};

static struct job jobs[BLOCK_CALLS_MAX];
static u32 jobs_used; /* jobs from here on were never used */
static struct job *free_jobs;

static struct job *first;
static struct job **last = &first;

static struct buffer buffers[WORKERS];
static u32 buffers_used;
static struct buffer *free_buffers;
static u32 workers; /* threads at work */

static struct buffer *
take_buffer(void)
{
	struct buffer *buffer = free_buffers;

	if (buffer == NULL)
		return &buffers[buffers_used++];
	free_buffers = buffer->next;
	return buffer;
}

static struct job *
dequeue(void)
{
	struct job *job = first;

	if (job != NULL) {
		first = job->next;
		if (first == NULL)
			last = &first;
	}
	return job;
}

static s32
read_data(const struct job *job, u8 *data)
{
	const struct block_call *call = job->call;
	s32 error = volume_read(job->volume, job->order.start, job->order.count, data);

	return error == 0 ? block_put(call, 0, data, call->bytes) : error;
}

static s32
write_data(const struct job *job, u8 *data)
{
	const struct block_call *call = job->call;
	s32 error = volume_write_prepare(job->volume, job->order.start, job->order.count, data);

	if (error == 0)
		error = block_take(call, 0, data, call->bytes);
	if (error == 0)
		error = volume_write(job->volume, job->order.start, job->order.count, data,
				     call->flags);
	return error;
}

static s32
serve(struct job *job, u8 *data)
{
	s32 error;

	if (job->volume == NULL)
		return volume_open(job->call->unit);
	order_wait(&job->volume->requests, &job->order);
	if (job->order.kind == ORDER_READ)
		error = read_data(job, data);
	else if (job->order.kind == ORDER_WRITE)
		error = write_data(job, data);
	else
		error = volume_flush(job->volume, data);
	order_leave(&job->volume->requests, &job->order);
	return error;
}

static void
work(void *unused)
{
	struct buffer *buffer = take_buffer();
	struct job *job;

	(void)unused;
	while ((job = dequeue()) != NULL) {
		s32 error = serve(job, buffer->bytes);

		block_done(job->call, error);
		job->next = free_jobs;
		free_jobs = job;
	}
	buffer->next = free_buffers;
	free_buffers = buffer;
	workers--;
}

/* There is a job for each call that libdriver has. */
static struct job *
enqueue(struct block_call *call)
{
	struct job *job = free_jobs;

	if (job != NULL)
		free_jobs = job->next;
	else
		job = &jobs[jobs_used++];
	*job = (struct job){.call = call};
	*last = job;
	last = &job->next;
	if (workers == WORKERS)
		return job; /* it waits for one of them */
	workers++;
	if (thread_create(work, NULL) == NULL)
		panic("checksum: fewer threads than workers");
	return job;
}

void
worker_open(struct block_call *call)
{
	(void)enqueue(call);
}

void
worker_take(struct block_call *call)
{
	struct job *job = enqueue(call);

	job->volume = volume_of(call->unit);
	job->order.kind = call->bytes == 0 ? ORDER_FLUSH : call->write ? ORDER_WRITE : ORDER_READ;
	job->order.start = (u32)call->sector;
	job->order.count = call->bytes / BLOCK_SECTOR;
	order_enter(&job->volume->requests, &job->order);
}
