#include "prompt.h"

#include "expand.h"
#include "lexer.h"
#include "vars.h"

const char *
prompt_expand(const char *variable, const char *otherwise)
{
	const char *value = var_get(variable);
	int status = shell.status;
	bool traces = option(OPTION_XTRACE);
	struct tree *volatile tree = tree_new();
	const char *volatile prompt = value != NULL ? value : otherwise;
	struct catcher catcher;

	/* A prompt that is wrong is shown as it stands; and a prompt isn't traced. */
	shell.options[OPTION_XTRACE] = false;
	catch_begin(&catcher);
	if (setjmp(catcher.jump) == 0)
		prompt = expand_string(lex_quoted_text(tree, prompt, shell.line));
	catch_end(&catcher);
	shell.options[OPTION_XTRACE] = traces;
	tree_drop(tree);
	shell.status = status;
	return prompt;
}
