/* Requests on whose reply a pool thread waits. See request.h. */
#include <libsys/panic.h>
#include <libsys/request.h>
#include <libsys/thread.h>

static void
ended(u32 id, s32 status, const struct message *reply, void *context)
{
	struct request_result *result = context;

	(void)id;
	result->status = status;
	if (reply != NULL)
		result->reply = *reply;
	result->done = 1;
	if (result->waiter != NULL)
		thread_wake(result->waiter);
}

s32
request_begin(endpoint_t target, const struct message *message, u64 deadline_us, u32 flags,
	      struct request_result *result)
{
	s32 id;

	result->done = 0;
	result->waiter = NULL;
	id = request_start(target, message, deadline_us, flags, ended, result);
	if (id < 0)
		return id;
	result->id = (u32)id;
	return 0;
}

s32
request_wait(struct request_result *result)
{
	result->waiter = thread_current();
	ASSERT(result->waiter != NULL);
	while (!result->done)
		thread_block();
	return result->status;
}

s32
request_call(endpoint_t target, struct message *message, u64 deadline_us, u32 flags)
{
	struct request_result result;
	s32 status;

	status = request_begin(target, message, deadline_us, flags, &result);
	if (status < 0)
		return status;
	status = request_wait(&result);
	if (status == 0)
		*message = result.reply;
	return status;
}
