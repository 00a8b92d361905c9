/* du: how much room files take. */
#include <stdint.h>
#include <stdio.h>
#include <toolkit/format.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

static const char usage[] =
	"Usage: du [OPTION]... [FILE]...\n"
	"Prints how many KB on disk each directory takes, with all that is below it.\n"
	"\n"
	"  -a, --all       each file, too\n"
	"  -s, --summarize  only the sum of each FILE\n"
	"  -d, --max-depth=N  only directories down to that depth\n"
	"  -h, --human-readable  sizes such as 1.5K or 20M\n"
	"  -k              in KB (the default)\n"
	"  -c, --total     a last line with the sum of all\n";

#define BLOCK_OF_STAT 512
#define KB 1024
#define FIRST_CAPACITY 64

static bool shows_files, is_human;
static uint64_t depth_max = UINT64_MAX;

/* The sums of the directories that the walk is in, the outermost first. */
static uint64_t *sums;
static size_t depth, capacity;

/* Files with more than one name count once. */
static struct {
	dev_t device;
	ino_t inode;
} *seen;
static size_t seen_count, seen_capacity;

static bool
was_seen(const struct stat *status)
{
	if (status->st_nlink < 2)
		return false;
	for (size_t i = 0; i < seen_count; i++)
		if (seen[i].device == status->st_dev && seen[i].inode == status->st_ino)
			return true;
	if (seen_count == seen_capacity) {
		seen_capacity = seen_capacity > 0 ? 2 * seen_capacity : FIRST_CAPACITY;
		seen = need_more_memory(seen, seen_capacity * sizeof(seen[0]));
	}
	seen[seen_count].device = status->st_dev;
	seen[seen_count++].inode = status->st_ino;
	return false;
}

static void
print_sum(uint64_t bytes, const char *name)
{
	char text[SIZE_TEXT_SIZE];

	if (is_human)
		format_human(text, bytes);
	else
		snprintf(text, sizeof(text), "%llu", (unsigned long long)((bytes + KB - 1) / KB));
	printf("%s\t%s\n", text, name);
}

static enum tree_answer
visit(const char *path, const struct stat *status, enum tree_moment moment, void *context)
{
	uint64_t bytes = (uint64_t)status->st_blocks * BLOCK_OF_STAT;

	(void)context;
	if (moment == TREE_BEFORE) {
		depth++;
		if (depth + 1 > capacity) {
			capacity = capacity > 0 ? 2 * capacity : FIRST_CAPACITY;
			sums = need_more_memory(sums, capacity * sizeof(sums[0]));
		}
		sums[depth] = bytes;
		return TREE_GO_ON;
	}
	if (moment == TREE_AFTER) {
		bytes = sums[depth--];
		sums[depth] += bytes;
		if (depth <= depth_max)
			print_sum(bytes, path);
		return TREE_GO_ON;
	}
	if (was_seen(status))
		return TREE_GO_ON;
	sums[depth] += bytes;
	if (depth == 0 || (shows_files && depth <= depth_max))
		print_sum(bytes, path);
	return TREE_GO_ON;
}

int
main(int argc, char **argv)
{
	static char *here[] = {".", NULL};
	bool with_total = false;
	char **files;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		shows_files |= option == 'a';
		is_human |= option == 'h';
		with_total |= option == 'c';
		if (option == 's')
			depth_max = 0;
		if (option == 'd')
			depth_max = need_number(option_value, "the depth");
	}
	if (tool_operands(&files) == 0)
		files = here;
	capacity = FIRST_CAPACITY;
	sums = need_memory(capacity * sizeof(sums[0]));
	sums[0] = 0;
	for (; *files != NULL; files++)
		walk_tree(*files, false, visit, NULL);
	if (with_total)
		print_sum(sums[0], "total");
	return tool_end();
}
