/* Requests on their way to a thread. See dispatch.h. */
#include <errno.h>
#include "dispatch.h"
#include <libsys/panic.h>
#include <libsys/thread.h>

struct work {
	struct work *next; /* in one of the lists */
	const struct event_route *route;
	u32 lane;
	struct message request;
};

struct work_list {
	struct work *first;
	struct work *last;
};

static struct work works[EVENT_WAITING_MAX + THREAD_MAX];
static struct work_list unused;
static struct work_list waiting;
static struct work_list running;
static u32 waiting_count;
static const struct event_config *config;

static void
append(struct work_list *list, struct work *work)
{
	work->next = NULL;
	if (list->first == NULL)
		list->first = work;
	else
		list->last->next = work;
	list->last = work;
}

static void
take_out(struct work_list *list, struct work *work)
{
	struct work *before = NULL;
	struct work *each;

	for (each = list->first; each != work; each = each->next)
		before = each;
	if (before == NULL)
		list->first = work->next;
	else
		before->next = work->next;
	if (list->last == work)
		list->last = before;
}

void
dispatch_init(const struct event_config *event_config)
{
	u32 index;

	config = event_config;
	for (index = 0; index < EVENT_WAITING_MAX + config->threads; index++)
		append(&unused, &works[index]);
}

static u32
count_lane(const struct work_list *list, u32 lane)
{
	const struct work *work;
	u32 count = 0;

	for (work = list->first; work != NULL; work = work->next)
		count += work->lane == lane;
	return count;
}

static int
lane_is_full(u32 lane)
{
	return config->lane_threads != 0 && count_lane(&running, lane) >= config->lane_threads;
}

static int
may_wait(const struct message *request, u32 lane)
{
	const struct work *work;
	u32 from_source = 0;

	if (waiting_count >= EVENT_WAITING_MAX)
		return 0;
	if (config->lane_waiting != 0 && count_lane(&waiting, lane) >= config->lane_waiting)
		return 0;
	for (work = waiting.first; work != NULL; work = work->next)
		from_source += work->request.source == request->source;
	return from_source < EVENT_WAITING_EACH_MAX;
}

/* On a thread. */
static void
run(void *argument)
{
	struct work *work = argument;

	work->route->handle(&work->request);
	take_out(&running, work);
	append(&unused, work);
}

static void
start(struct work *work)
{
	struct thread *thread;

	append(&running, work);
	thread = thread_create(run, work);
	ASSERT(thread != NULL);
}

s32
dispatch_offer(const struct event_route *route, const struct message *request)
{
	u32 lane = config->lane != NULL ? config->lane(request) : 0;
	int starts = thread_idle_count() > 0 && !lane_is_full(lane);
	struct work *work;

	if (!starts && !may_wait(request, lane))
		return -EAGAIN;
	work = unused.first;
	ASSERT(work != NULL);
	take_out(&unused, work);
	work->route = route;
	work->lane = lane;
	work->request = *request;
	if (starts) {
		start(work);
	} else {
		append(&waiting, work);
		waiting_count++;
	}
	return 0;
}

u32
dispatch_start_waiting(void)
{
	struct work *work = waiting.first;
	u32 started = 0;

	while (work != NULL && thread_idle_count() > 0) {
		struct work *next = work->next;
		if (!lane_is_full(work->lane)) {
			take_out(&waiting, work);
			waiting_count--;
			start(work);
			started++;
		}
		work = next;
	}
	return started;
}

void
dispatch_refuse_waiting(s32 error)
{
	while (waiting.first != NULL) {
		struct work *work = waiting.first;

		take_out(&waiting, work);
		waiting_count--;
		if (config->refuse != NULL)
			config->refuse(&work->request, error);
		else
			event_refuse(&work->request, error);
		append(&unused, work);
	}
}

int
dispatch_is_idle(void)
{
	return running.first == NULL && waiting.first == NULL;
}
