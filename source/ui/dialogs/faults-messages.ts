// What the dialog of a relay's faults says.

export const faults = {
  title: (endpoint: string) => `Faults of ${endpoint}`,
  to: (target: string) => `to ${target}`,
  about: (meaning: string) =>
    `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}. One way alone: up: (to the target) or down:`,
  notYet: (part: string) => `Not yet: see ${part}.`,
  sets: 'Enter sets  ',
  none: 'nothing: all passes as it is',
  hints: [
    ['Enter', 'set'],
    ['Tab', 'next'],
    ['Esc', 'cancel'],
  ] as readonly (readonly [string, string])[],
};
