/* yes: writes one line for ever. */
#include <stdio.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: yes [WORD]...\n"
	"Writes the words, or y, again and again until nobody wants to read them.\n";

int
main(int argc, char **argv)
{
	char *block = need_memory(BLOCK_SIZE);
	size_t length = 0, line_length;
	char **words;

	tool_only_operands(argc, argv, usage, &words);
	if (*words == NULL)
		length = (size_t)snprintf(block, BLOCK_SIZE, "y ");
	for (; *words != NULL && length < BLOCK_SIZE; words++)
		length += (size_t)snprintf(block + length, BLOCK_SIZE - length, "%s ", *words);
	if (length > BLOCK_SIZE / 2)
		give_up(STATUS_FAILED, "a line has no more than %d bytes", BLOCK_SIZE / 2);
	block[length - 1] = '\n';
	line_length = length;
	while (length + line_length <= BLOCK_SIZE) {
		memcpy(block + length, block, line_length);
		length += line_length;
	}
	while (write_all(STDOUT_FILENO, block, length) == 0)
		;
	complain_errno("standard output");
	return tool_end();
}
