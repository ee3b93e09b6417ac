// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	err = strict_strtoul(text, 10, &value);
}
