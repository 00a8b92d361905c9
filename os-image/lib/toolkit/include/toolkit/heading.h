/* What head and tail have in common: names above files, and counts such as -5. */
#ifndef TOOLKIT_HEADING_H
#define TOOLKIT_HEADING_H

#include <stdbool.h>

/* With names or without, whatever the number of files. */
void headings_set(bool wanted);
/* Names are printed when there is more than one file, unless headings_set said otherwise. */
void headings_begin(int file_count);
/* "==> NAME <==", with an empty line before all but the first. */
void print_heading(const char *name);

/* Makes -n5 of a first argument -5. */
void expand_count_option(int argc, char **argv);

#endif
