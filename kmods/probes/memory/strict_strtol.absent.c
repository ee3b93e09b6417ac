// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	err = strict_strtol(text, 10, &value);
}
