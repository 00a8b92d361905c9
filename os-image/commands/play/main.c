/* play: WAV files to the loudspeaker. See play.h. */
#include <toolkit/tool.h>

#include "play.h"

static const char usage[] =
	"Usage: play [OPTION]... FILE...\n"
	"Plays WAV files (PCM, 8 or 16 bits, mono or stereo); - is standard input.\n"
	"When the sound driver fails it goes on where it was.\n"
	"\n"
	"  -q, --quiet     says nothing of failures that it gets over\n";

static void
play(const char *name)
{
	static struct track track;

	track = (struct track){.length = 0};
	if (!source_open(&track.source, name))
		return;
	(void)track_play(&track);
	source_close(&track.source);
}

int
main(int argc, char **argv)
{
	char **names;
	int count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while (tool_option() != OPTION_END)
		is_quiet = true;
	count = tool_operands(&names);
	if (count == 0)
		bad_usage("no file is named");
	for (int index = 0; index < count; index++)
		play(names[index]);
	return tool_end();
}
