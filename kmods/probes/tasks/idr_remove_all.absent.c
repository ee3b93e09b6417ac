// SPDX-License-Identifier: GPL-2.0-only
static void own_exit(void)
{
	idr_remove_all(&own_idr);
	idr_destroy(&own_idr);
	idr_remove_all(&other_idr);
}
