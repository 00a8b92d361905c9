/* lpq: shows the printer and its queue. Has to be set-user-id root, for the queue is root's. */
#include <errno.h>
#include <fcntl.h>
#include <spool/spool.h>
#include <stdio.h>
#include <string.h>
#include <sys/printer.h>
#include <toolkit/format.h>
#include <toolkit/table.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: lpq\n"
	"Shows how the printer is, and the jobs that it has still to print, in their order.\n";

static const struct table_column columns[] = {
	{"JOB", true}, {"OWNER", false}, {"BYTES", true}, {"COPIES", true},
	{"PRINTED", true}, {"TITLE", false},
};

/* What is known of the last job, too, if the printer has anything to say. */
static void
show_printer(struct printer_place *place)
{
	int fd = open(PRINTER, O_RDONLY | O_CLOEXEC);
	unsigned status;

	*place = (struct printer_place){0};
	if (fd < 0 || ioctl(fd, PRINTER_GET_STATUS, &status) != 0)
		printf("printer: %s\n", strerror(errno));
	else if (status & PRINTER_NO_PAPER)
		printf("printer: out of paper\n");
	else if (status & PRINTER_OFFLINE)
		printf("printer: off line\n");
	else
		printf("printer: %s\n", status & PRINTER_FAULT ? "has a fault" : "ready");
	if (fd >= 0 && ioctl(fd, PRINTER_GET_PLACE, place) != 0)
		complain_errno("%s", PRINTER);
	if (fd >= 0)
		close(fd);
}

static void
show_job(const struct job *job, const struct printer_place *place)
{
	unsigned done = job->has_begun && place->job == job->number ? place->done : 0;
	unsigned all = job_bytes(job);

	table_cell("%u", job->number);
	table_cell("%s", user_name(job->owner));
	table_cell("%u", job->text_bytes);
	table_cell("%u", job->copies);
	table_cell("%u%%", done < all ? (unsigned)((unsigned long long)done * 100 / all) : 100);
	table_cell("%s", job->title);
}

int
main(int argc, char **argv)
{
	struct printer_place place;
	struct job_list list;
	struct job job;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while (tool_option() != OPTION_END)
		;
	tool_no_operands();
	show_printer(&place);
	if (!spool_list(&list))
		give_up(STATUS_FAILED, "%s: %s", SPOOL, strerror(errno));
	if (list.count == 0) {
		printf("no jobs\n");
		return tool_end();
	}
	table_begin(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < list.count; i++) {
		int fd = spool_open(list.numbers[i], &job);

		if (fd < 0)
			continue; /* it is through meanwhile */
		close(fd);
		show_job(&job, &place);
	}
	table_print();
	return tool_end();
}
