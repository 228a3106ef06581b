import { Writable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { Outlet } from '../../source/ui/outlet.ts';

/** A terminal that takes what is written when the test says so. */
function terminal() {
  const taken: ((error?: Error) => void)[] = [];
  const stdout = new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) });
  stdout.on('error', () => {});
  const outlet = new Outlet(stdout as unknown as NodeJS.WriteStream);
  const take = (error?: Error) => taken.shift()?.(error);
  return { stdout, outlet, take };
}

test('a terminal that takes all is drawn on at once', () => {
  const { outlet } = terminal();
  const draw = vi.fn();
  outlet.whenTaken(draw);
  outlet.whenTaken(draw);
  expect(draw).toHaveBeenCalledTimes(2);
});

test('one that does not is drawn on once it has, and once for all that happened meanwhile', async () => {
  const { stdout, outlet, take } = terminal();
  const draw = vi.fn();
  const other = vi.fn();
  stdout.write('a frame');
  for (const each of [draw, draw, other, draw]) outlet.whenTaken(each);
  expect(draw).not.toHaveBeenCalled();
  take();
  take();
  await vi.waitFor(() => expect(draw).toHaveBeenCalledTimes(1));
  expect(other).toHaveBeenCalledTimes(1);
  outlet.whenTaken(draw);
  expect(draw).toHaveBeenCalledTimes(2);
});

test('one that is gone is not drawn on', async () => {
  const { stdout, outlet, take } = terminal();
  const draw = vi.fn();
  stdout.write('a frame');
  outlet.whenTaken(draw);
  const closed = new Promise((resolve) => stdout.once('close', resolve));
  take(new Error('EIO'));
  await closed;
  expect(draw).not.toHaveBeenCalled();
});
