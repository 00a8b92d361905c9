/* Running other programs, as find and xargs do. */
#ifndef TOOLKIT_RUN_H
#define TOOLKIT_RUN_H

#define STATUS_NOT_RUN 126
#define STATUS_NOT_FOUND 127
#define STATUS_OF_SIGNAL 128 /* and the number of the signal that ended it */

#define COMMAND_BYTES_MAX 24576 /* of arguments given to one program: what exec takes, with room */

/*
 * Looks for the program in PATH, runs it and waits. Its status, as a shell has it:
 * STATUS_NOT_FOUND or STATUS_NOT_RUN, with a complaint, when it can't be run.
 */
int run_program(char **words);

#endif
