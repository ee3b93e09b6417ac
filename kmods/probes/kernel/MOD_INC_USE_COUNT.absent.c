// SPDX-License-Identifier: GPL-2.0-only
static int own_open(void)
{
	MOD_INC_USE_COUNT;
	return 0;
}

static int own_release(void)
{
	MOD_DEC_USE_COUNT;
	return 0;
}
