// SPDX-License-Identifier: GPL-2.0-only
static char * f(void)
{
	strncpy(to, from, sizeof(to));
	return strncpy(to, from, 4);
}
