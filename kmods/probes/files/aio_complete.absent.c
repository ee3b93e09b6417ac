// SPDX-License-Identifier: GPL-2.0-only
static void own_work(struct own *own)
{
	aio_complete(own->iocb, own->result, 0);
}
