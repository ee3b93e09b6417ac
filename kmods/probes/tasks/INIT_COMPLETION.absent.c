// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	INIT_COMPLETION(own->done);
}
