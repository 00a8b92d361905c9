/* The loop that parses a line and executes it, for scripts, strings and the terminal. */
#include <ctype.h>

#include "exec.h"
#include "lexer.h"
#include "parser.h"
#include "redirect.h"

/* What a source that is being run has to give back when an error unwinds. */
struct run {
	struct cleanup cleanup;
	struct source *source;
	struct tree *tree; /* of the line at hand, or NULL */
};

static void
end_run(struct cleanup *cleanup)
{
	struct run *run = (struct run *)cleanup;

	if (run->tree != NULL)
		tree_drop(run->tree);
	source_close(run->source);
}

/* Whether nothing but blanks is left of a string. */
static bool
is_at_end(const struct source *source)
{
	if (source->kind != SOURCE_STRING || source->inserted != NULL)
		return false;
	for (size_t i = source->position; i < source->length; i++)
		if (!isspace((unsigned char)source->text[i]))
			return false;
	return true;
}

/* Parses and executes the next line; false at the end of the source. */
static bool
run_line(struct run *run, unsigned flags)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct lexer lexer;
	bool is_there;

	run->tree = tree_new();
	run->source->second_prompt = false;
	lexer_begin(&lexer, run->source, run->tree);
	is_there = parse_line(&lexer);
	if (is_there)
		execute(run->tree->root,
				is_at_end(run->source) ? flags : flags & EXEC_TESTED);
	tree_drop(run->tree);
	run->tree = NULL;
	arena_release(&scratch, mark);
	return is_there;
}

int
run_source(struct source *source, unsigned flags)
{
	struct run run = {.source = source};
	bool is_empty = true;

	cleanup_push(&run.cleanup, end_run);
	while (run_line(&run, flags)) {
		is_empty = false;
		if (shell.skip != SKIP_NONE)
			break;
	}
	cleanup_pop(&run.cleanup);
	return is_empty ? 0 : shell.status;
}

int
run_string(const char *text, unsigned flags)
{
	int line = shell.line, status;
	struct source source;

	check_stack();
	source_of_string(&source, text, 1);
	status = run_source(&source, flags);
	shell.line = line;
	return status;
}

/* The file of a script that is being read. */
struct script {
	struct cleanup cleanup;
	int fd;
};

static void
close_script(struct cleanup *cleanup)
{
	close(((struct script *)cleanup)->fd);
}

int
run_file(int fd)
{
	struct script script = {.fd = move_fd_up(fd)};
	int line = shell.line, loop_depth = shell.loop_depth;
	const char *builtin = shell.builtin;
	struct source source;
	int status;

	check_stack();
	cleanup_push(&script.cleanup, close_script);
	source_of_file(&source, SOURCE_FILE, script.fd);
	shell.loop_depth = 0;
	shell.builtin = NULL;
	status = run_source(&source, 0);
	if (shell.skip == SKIP_RETURN)
		shell.skip = SKIP_NONE;
	shell.line = line;
	shell.loop_depth = loop_depth;
	shell.builtin = builtin;
	cleanup_pop(&script.cleanup);
	return status;
}
