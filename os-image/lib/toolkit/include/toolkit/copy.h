/* Copies and removals of whole trees, as cp, mv and rm do them. */
#ifndef TOOLKIT_COPY_H
#define TOOLKIT_COPY_H

#include <stdbool.h>
#include <sys/stat.h>

struct copy_options {
	bool recursive;
	bool keep_links;  /* symbolic links are copied, not what they point at */
	bool preserve;    /* mode, owner and times as they were */
	bool force;       /* a target that can't be written is removed first */
	bool interactive; /* ask before anything is overwritten */
	bool no_clobber;  /* nothing is overwritten */
	bool verbose;
};

/* Copies `from` to the very path `to`. Complains about what fails and goes on with the rest. */
void copy_tree(const char *from, const char *to, const struct copy_options *options);

/* Gives `to` the owner, mode and times in `status`, as far as the caller may. */
void preserve_status(const char *to, const struct stat *status);

struct remove_options {
	bool recursive;
	bool directories; /* empty ones too */
	bool force;       /* never ask, and what is not there is no failure */
	bool interactive; /* ask before each removal */
	bool verbose;
};

void remove_tree(const char *path, const struct remove_options *options);

#endif
