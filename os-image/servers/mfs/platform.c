/* The surroundings of the file system in a server. See platform.h. */
#include "platform.h"

#include "server.h"
#include "volume.h"
#include "writeback.h"

#include <libsys/kcall.h>
#include <libsys/thread.h>
#include <libsys/timer.h>
#include <stdarg.h>
#include <stdio.h>

#define REPORT_MAX 240
#define US_PER_S 1000000u

const char *server_label = "mfs";

s32
user_copy_in(const struct user_memory *from, u32 offset, void *to, u32 length)
{
	return sys_safecopy_from(from->granter, from->grant, offset, to, length);
}

s32
user_copy_out(const struct user_memory *to, u32 offset, const void *from, u32 length)
{
	return sys_safecopy_to(to->granter, to->grant, offset, from, length);
}

u32
clock_seconds(void)
{
	struct ktime time;

	sys_time(&time);
	return (u32)(time.boot_epoch_s + time.uptime_us / US_PER_S);
}

void
report(const char *format, ...)
{
	char text[REPORT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	printf("%s: %s\n", server_label, text);
}

static void
run_writeback(void *unused)
{
	(void)unused;
	if (volume_enter(0) < 0)
		return;
	writeback_by_timer();
	volume_leave();
}

/* With all threads busy the next timer will find one. */
static void
fire(struct timer *timer)
{
	(void)timer;
	if (thread_create(run_writeback, NULL) == NULL)
		writeback_soon();
}

/* The set of timers has room for each of this server's few. */
void
writeback_soon(void)
{
	static struct timer timer = {.fire = fire};

	if (timer.place == 0)
		(void)timer_arm(&timer, sys_uptime_us() + WRITEBACK_DELAY_US);
}
