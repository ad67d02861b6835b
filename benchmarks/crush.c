/* A battery of TestU01's (L'Ecuyer & Simard 2007) for words of 32 bits on standard input.
 *
 *   cc -O2 benchmarks/crush.c -o crush -ltestu01 -lprobdist -lmylib -lm
 *   python -m sim.testing.battery names | ./crush small
 */
#include <stdio.h>
#include <string.h>

#include "TestU01.h"

static unsigned int next_word(void)
{
    static unsigned int words[16384];
    static size_t used, held;
    if (used == held) {
        held = fread(words, sizeof words[0], 16384, stdin);
        used = 0;
        if (held == 0) {
            fprintf(stderr, "no more numbers\n");
            return 0;
        }
    }
    return words[used++];
}

int main(int count, char **given)
{
    unif01_Gen *generator = unif01_CreateExternGenBits("kposim", next_word);
    const char *battery = count > 1 ? given[1] : "small";
    swrite_Basic = FALSE;
    if (strcmp(battery, "big") == 0)
        bbattery_BigCrush(generator);
    else if (strcmp(battery, "medium") == 0)
        bbattery_Crush(generator);
    else
        bbattery_SmallCrush(generator);
    unif01_DeleteExternGenBits(generator);
    return 0;
}
