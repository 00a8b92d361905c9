/* Prompts: the value of PS1, PS2 or PS4 with its parameters expanded. */
#ifndef SH_PROMPT_H
#define SH_PROMPT_H

/* In scratch; `otherwise` when the variable is unset. */
const char *prompt_expand(const char *variable, const char *otherwise);

#endif
