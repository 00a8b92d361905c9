/* tee: copies standard input to standard output and into files. */
#include <fcntl.h>
#include <signal.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: tee [OPTION]... [FILE]...\n"
	"Copies standard input to standard output and to each file.\n"
	"\n"
	"  -a, --append    behind what is in the files\n"
	"  -i, --ignore-interrupts  go on after an interrupt\n";

#define CLOSED (-1) /* after an error: the others go on */

struct output {
	const char *name;
	int fd;
};

int
main(int argc, char **argv)
{
	int option, count, how = O_TRUNC;
	struct output *outputs;
	char **files, *block;
	ssize_t got;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'a')
			how = O_APPEND;
		else
			signal(SIGINT, SIG_IGN);
	}
	count = tool_operands(&files) + 1;
	outputs = need_memory((unsigned long)count * sizeof(outputs[0]));
	outputs[0] = (struct output){"standard output", STDOUT_FILENO};
	for (int i = 1; i < count; i++) {
		outputs[i].name = files[i - 1];
		outputs[i].fd = open(files[i - 1], O_WRONLY | O_CREAT | how, 0666);
		if (outputs[i].fd < 0)
			complain_errno("%s", outputs[i].name);
	}
	block = need_memory(BLOCK_SIZE);
	while ((got = read_block(STDIN_FILENO, block, BLOCK_SIZE)) > 0) {
		for (int i = 0; i < count; i++) {
			if (outputs[i].fd == CLOSED || write_all(outputs[i].fd, block, (size_t)got) == 0)
				continue;
			complain_errno("%s", outputs[i].name);
			outputs[i].fd = CLOSED;
		}
	}
	if (got < 0)
		complain_errno("standard input");
	return tool_end();
}
