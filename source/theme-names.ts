// The names of the dashboard's colour themes: what the command line takes, and what a key goes through.

/**
 * `terminal` has the terminal's own sixteen colours; the others bring theirs, for a dark or a light
 * background, and for eyes that don't tell red from green (or any other two) on either.
 */
export const THEME_NAMES = ['terminal', 'dark', 'light', 'colorblind', 'colorblind-light'] as const;

export type ThemeName = (typeof THEME_NAMES)[number];
