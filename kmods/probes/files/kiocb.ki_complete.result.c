// SPDX-License-Identifier: GPL-2.0-only
static void own_work(struct work_struct *work)
{
	own->iocb->ki_complete(own->iocb, own->result, 0);
	kfree(own);
}
