declare module 'electron-installer-debian' {
  export interface DebianOptions {
    readonly src: string;
    readonly dest: string;
    readonly arch: 'amd64' | 'arm64';
    readonly options: Readonly<Record<string, unknown>>;
  }
  export class Installer {
    constructor(data: DebianOptions & { rename: (dest: string) => string; logger: (text: string) => void });
    readonly stagingDir: string;
    readonly options: { readonly name: string };
    generateDefaults(): Promise<unknown>;
    generateOptions(): unknown;
    createStagingDir(): Promise<unknown>;
    createContents(): Promise<unknown>;
    createPackage(): Promise<void>;
    movePackage(): Promise<unknown>;
  }
}
