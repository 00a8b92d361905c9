/*
 * lprm: takes jobs out of the printer's queue. Has to be set-user-id root, for the queue is
 * root's.
 */
#include <errno.h>
#include <spool/spool.h>
#include <stdio.h>
#include <stdlib.h>
#include <toolkit/bell.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: lprm [OPTION] [JOB]...\n"
	"Takes jobs, by their numbers, out of the printer's queue. Of one that is being printed\n"
	"no more comes. Root may take out any, others their own.\n"
	"\n"
	"  -a, --all       all that one may take out\n";

static bool
is_allowed(const struct job *job)
{
	return getuid() == 0 || getuid() == job->owner;
}

static void
take_out(unsigned number)
{
	if (spool_remove(number) != 0)
		complain_errno("job %u", number);
}

static void
take_out_all(void)
{
	struct job_list list;
	struct job job;

	if (!spool_list(&list))
		complain_errno("%s", SPOOL);
	for (size_t i = 0; i < list.count; i++) {
		int fd = spool_open(list.numbers[i], &job);

		if (fd >= 0)
			close(fd);
		if (fd >= 0 && is_allowed(&job))
			take_out(job.number);
	}
}

static void
take_out_one(const char *text)
{
	uint64_t number;
	struct job job;
	int fd;

	if (!parse_number(text, &number) || number == 0 || number > JOB_NUMBER_MAX)
		bad_usage("'%s' is no job: lpq shows their numbers", text);
	fd = spool_open((unsigned)number, &job);
	if (fd < 0 && (errno != EINVAL || getuid() != 0)) {
		complain_errno("job %s", text);
		return;
	}
	if (fd >= 0)
		close(fd);
	if (is_allowed(&job))
		take_out(job.number);
	else
		complain("job %s is not yours", text);
}

int
main(int argc, char **argv)
{
	bool is_all = false;
	char **jobs;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END)
		is_all |= option == 'a';
	if ((tool_operands(&jobs) > 0) == is_all)
		bad_usage("name jobs, or say --all");
	if (is_all)
		take_out_all();
	for (; *jobs != NULL; jobs++)
		take_out_one(*jobs);
	bell_ring(SPOOL_BELL);
	return tool_end();
}
