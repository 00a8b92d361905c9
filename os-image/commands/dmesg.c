/* dmesg: what kernel, servers and drivers have said. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: dmesg [OPTION]\n"
	"Prints the messages of kernel, servers and drivers that are still kept.\n"
	"\n"
	"  -w, --follow    then wait for new ones\n";

#define KLOG "/dev/klog"

int
main(int argc, char **argv)
{
	bool follows = false;
	char *block = need_memory(BLOCK_SIZE);
	ssize_t got;
	int fd;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while (tool_option() != OPTION_END)
		follows = true;
	tool_no_operands();
	fd = open(KLOG, O_RDONLY | (follows ? 0 : O_NONBLOCK));
	if (fd < 0)
		give_up(STATUS_FAILED, "%s: %s", KLOG, strerror(errno));
	while ((got = read_block(fd, block, BLOCK_SIZE)) > 0)
		if (write_all(STDOUT_FILENO, block, (size_t)got) != 0)
			give_up(STATUS_FAILED, "standard output: %s", strerror(errno));
	if (got < 0 && errno != EAGAIN)
		complain_errno("%s", KLOG);
	free(block);
	return tool_end();
}
